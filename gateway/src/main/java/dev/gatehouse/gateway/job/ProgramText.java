package dev.gatehouse.gateway.job;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Knows where a command reads its program. What a start fills in must be data: one whole argument, after the program is
 * known, and never behind an option that evaluates text.
 *
 * <p>The rules refuse more than they must: a command they do not like can always move its program into a file.
 */
final class ProgramText {
    private static final Set<String> EVALUATES = Set.of(
            "-c",
            "-e",
            "-E",
            "-exec",
            "-execdir",
            "-ok",
            "-okdir",
            "-agentlib",
            "-agentpath",
            "-javaagent",
            "--command",
            "--eval",
            "--exec",
            "--execute",
            "--experimental-loader",
            "--expression",
            "--import",
            "--init-command",
            "--init-file",
            "--loader",
            "--print",
            "--rcfile",
            "--require");
    private static final Set<String> EVALUATES_IN_INTERPRETERS =
            Set.of("-r", "-R", "-p", "-s", "-command", "-encodedcommand", "-enc", "eval");
    private static final Pattern SHORT_OPTIONS = Pattern.compile("-[A-Za-z]{0,3}[ceE][A-Za-z]{0,3}");
    private static final Set<String> NO_SHORT_OPTIONS = Set.of("-cp", "-ea", "-esa", "-dsa", "-server", "-client");
    private static final Pattern INTERPRETER = Pattern.compile(
            "(?:ba|da|a|z|k|mk|c|tc|fi|pw)?sh|powershell|python[0-9.]*"
                    + "|pypy[0-9.]*|perl[0-9.]*|ruby[0-9.]*|node|nodejs|deno|bun|php[0-9.]*|lua[0-9.]*|luajit|java|jshell|groovy"
                    + "|scala|kotlin|Rscript|[gmn]?awk|sed|env|xargs|sudo|su|doas|nice|nohup|timeout|time|stdbuf|setsid|unshare"
                    + "|nsenter|setpriv|runuser|chroot|chrt|ionice|taskset|busybox|script|watch|find|parallel|ssh|flock");

    /** They hand all their arguments to a shell as one text. */
    private static final Set<String> EVALUATE_EVERYTHING = Set.of("ssh", "watch", "parallel");

    /** Their first operand is a duration, a folder, a mask or a file; the program comes after it. */
    private static final Set<String> TAKE_AN_OPERAND = Set.of("timeout", "chroot", "taskset", "chrt", "flock");

    private static final Set<String> STANDARD_INPUT = Set.of("-", "-s", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");
    private static final Set<String> TAKE_A_VALUE = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "--module-path",
            "--add-modules",
            "--add-opens",
            "--add-exports",
            "--source",
            "-W",
            "-X",
            "-I",
            "-O",
            "-o",
            "-u",
            "-n",
            "-k",
            "-C",
            "-F",
            "-v");

    private ProgramText() {}

    /** Whether a value at that place of the command is data whatever it says. */
    static boolean isData(List<Template> command, int index) {
        List<String> before = literals(command.subList(0, index));
        return !before.isEmpty() && !evaluates(before) && programIsKnown(before);
    }

    /** Whether arguments may follow the command. */
    static boolean mayAppend(List<Template> command) {
        return isData(command, command.size());
    }

    /** Whether an interpreter without a program of its own would read it from standard input. */
    static boolean readsProgramFromStdin(List<Template> command) {
        List<String> arguments = literals(command);
        boolean named = arguments.stream().anyMatch(ProgramText::isInterpreter)
                && arguments.stream().anyMatch(STANDARD_INPUT::contains);
        return (named || !programIsKnown(arguments))
                && arguments.stream().noneMatch(EVALUATES::contains)
                && arguments.stream().noneMatch(ProgramText::evaluatesInInterpreter);
    }

    /** What is filled in counts as nothing that is known. */
    private static List<String> literals(List<Template> command) {
        return command.stream()
                .map(argument -> argument.templated() ? "" : argument.toString())
                .toList();
    }

    private static boolean evaluates(List<String> arguments) {
        boolean interpreted = arguments.stream().anyMatch(ProgramText::isInterpreter);
        return arguments.stream()
                .anyMatch(argument -> EVALUATES.contains(option(argument))
                        || EVALUATE_EVERYTHING.contains(program(argument))
                        || (interpreted
                                && (EVALUATES_IN_INTERPRETERS.contains(argument) || evaluatesInInterpreter(argument))));
    }

    private static boolean evaluatesInInterpreter(String argument) {
        return SHORT_OPTIONS.matcher(argument).matches() && !NO_SHORT_OPTIONS.contains(argument);
    }

    private static String option(String argument) {
        int value = argument.startsWith("-java") || argument.startsWith("-agent")
                ? argument.indexOf(':')
                : argument.indexOf('=');
        return value < 0 ? argument : argument.substring(0, value);
    }

    /** Whether every interpreter or wrapper among the arguments is followed by the literal name of what it runs. */
    private static boolean programIsKnown(List<String> arguments) {
        boolean known = false;
        boolean valueFollows = false;
        boolean operandFollows = false;
        for (String argument : arguments) {
            if (isInterpreter(argument)) {
                known = false;
                valueFollows = false;
                operandFollows = TAKE_AN_OPERAND.contains(program(argument));
            } else if (valueFollows) {
                valueFollows = false;
            } else if (argument.startsWith("-") || argument.startsWith("+")) {
                valueFollows = TAKE_A_VALUE.contains(argument);
            } else if (operandFollows) {
                operandFollows = false;
            } else if (!argument.isEmpty() && !argument.contains("=")) {
                known = true;
            }
        }
        return known;
    }

    private static boolean isInterpreter(String argument) {
        return INTERPRETER.matcher(program(argument)).matches();
    }

    /** The program's name without its folder. */
    private static String program(String argument) {
        return argument.substring(argument.lastIndexOf('/') + 1);
    }
}
