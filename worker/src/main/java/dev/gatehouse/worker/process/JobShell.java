package dev.gatehouse.worker.process;

import java.util.List;
import java.util.stream.Stream;

/**
 * The first process of a job, in its namespace and under its uid: a shell that says one line, reads environment and
 * command from standard input, runs the command with the rest of it, hands TERM on, and ends with the command's status.
 * As PID 1 of a namespace it takes everything that is left with it.
 *
 * <p>The command is a program and never the shell's own word, such as {@code eval}: hence {@code exec}.
 *
 * <p>It speaks first because by then every link of the chain of parent-death signals is in place, and it runs nothing
 * without the end of what it reads: a worker that is killed earlier starts no job that outlives it.
 */
final class JobShell {
    // A command in the background gets /dev/null as its input unless it is given another: hence descriptor 3.
    private static final String SCRIPT = """
            exec 3<&0 </dev/null
            __gh_c=
            trap 'kill -TERM "$__gh_c" 2>/dev/null' TERM
            echo
            while IFS=' ' read -r __gh_n __gh_l <&3 && [ "$__gh_n" != . ]; do
              IFS= read -r __gh_v <&3
              while [ "$__gh_l" -gt 1 ]; do
                IFS= read -r __gh_m <&3
                __gh_v="$__gh_v
            $__gh_m"
                __gh_l=$((__gh_l - 1))
              done
              case $__gh_n in
                -) set -- "$@" "$__gh_v" ;;
                *) export "$__gh_n=$__gh_v" ;;
              esac
            done
            [ "$__gh_n" = . ] || exit 125
            unset __gh_n __gh_l __gh_v __gh_m OLDPWD
            exec "$@" <&3 3<&- &
            __gh_c=$!
            exec 3<&-
            wait "$__gh_c"
            __gh_s=$?
            while kill -0 "$__gh_c" 2>/dev/null; do
              wait "$__gh_c"
              __gh_s=$?
            done
            exit "$__gh_s"
            """;

    private JobShell() {}

    /** The shell's command line; what it reads is run behind the helpers. */
    static List<String> behind(List<String> helpers) {
        return Stream.concat(Stream.of("sh", "-c", SCRIPT, "gatehouse-job"), helpers.stream())
                .toList();
    }
}
