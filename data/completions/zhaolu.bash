# bash completion for zhaolu: verbs and options are asked of the program, so that they are always its own.

_zhaolu_options()
{
  zhaolu "$1" --help 2>/dev/null | sed -nE 's/^ +(-., )?(--[a-z-]+).*/\2/p'
}

# What `zhaolu VERB --help` says an option takes: "DIR", "fullwidth|keep"; nothing for a flag.
_zhaolu_value()
{
  zhaolu "$1" --help 2>/dev/null | sed -nE "s/^ +(-., )?--[a-z-]+ ([^ ]+).*/&\n\2/p" |
    sed -nE "/^ +(${2}, .*|.*${2} )/{n;p;q}"
}

_zhaolu_formats()
{
  zhaolu "$1" --help 2>/dev/null | sed -nE 's/^ +((json|txt)(, | or )[a-z, ]+) \(.*/\1/p; s/.*FORMAT +((json|txt)(, | or )[a-z, ]+) \(.*/\1/p' |
    sed -E 's/,| or / /g'
}

_zhaolu_complete_format()
{
  local list=${2%,*} last=${2##*,}
  [[ $2 == *,* ]] && list+=, || list=
  mapfile -t COMPREPLY < <(compgen -P "$list" -W "$(_zhaolu_formats "$1")" -- "$last")
  compopt -o nospace 2>/dev/null
}

_zhaolu()
{
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W "$(zhaolu --help 2>/dev/null |
      sed -nE '/^Verbs:/,/^$/s/^  ([a-z]+) .*/\1/p') --help --version" -- "$word")
    return
  fi
  if [[ $before == -* ]]; then
    local value
    value=$(_zhaolu_value "$verb" "$before")
    case $value in
      FORMAT*) _zhaolu_complete_format "$verb" "$word"; return ;;
      DIR | OUT) compopt -o dirnames 2>/dev/null; return ;;
      FILE | NAME\|FILE | CMD) compopt -o default 2>/dev/null; return ;;
      *\|*) mapfile -t COMPREPLY < <(compgen -W "${value//|/ }" -- "$word"); return ;;
      ?*) return ;;
    esac
  fi
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_zhaolu_options "$verb")" -- "$word")
  else
    compopt -o default 2>/dev/null
  fi
}

complete -F _zhaolu zhaolu
