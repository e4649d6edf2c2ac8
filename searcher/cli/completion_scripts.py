"""The scripts that ask `searcher completions --complete` and show the answer, one for each shell.

An answer is a line for each candidate, with what it means behind a tab; ":files" or ":dirs" asks for names of files.
"""

_BASH = r"""# bash completion for searcher
_searcher() {
    local current line value quote=
    current=${COMP_WORDS[COMP_CWORD]}
    COMPREPLY=()
    case $current in \"* | \'*) quote=yes ;; esac
    while IFS= read -r line; do
        case $line in
            :files) compopt -o filenames 2>/dev/null
                while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$current") ;;
            :dirs) compopt -o filenames 2>/dev/null
                while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -d -- "$current") ;;
            *) value=${line%%$'\t'*}
                [ -n "$quote" ] || printf -v value '%q' "$value"
                COMPREPLY+=("$value") ;;
        esac
    done < <("${COMP_WORDS[0]}" completions --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _searcher searcher
"""
_ZSH = r"""#compdef searcher
# zsh completion for searcher
_searcher() {
    local line value
    local -a described
    for line in "${(@f)$("${words[1]}" completions --complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        case $line in
            '') ;;
            :files) _files ;;
            :dirs) _files -/ ;;
            *) value=${line%%$'\t'*}
                described+=("${value//:/\\:}:${line#*$'\t'}") ;;
        esac
    done
    (( $#described )) && _describe 'searcher' described
}
if [ "$funcstack[1]" = "_searcher" ]; then
    _searcher "$@"
else
    compdef _searcher searcher
fi
"""
_FISH = r"""# fish completion for searcher
function __searcher_candidates
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] completions --complete $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$current"
            case :dirs
                __fish_complete_directories "$current"
            case '*'
                printf '%s\n' $line
        end
    end
end
complete -c searcher -f -a '(__searcher_candidates)'
"""
SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}
