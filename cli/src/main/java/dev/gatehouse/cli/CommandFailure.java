package dev.gatehouse.cli;

/** The end of a command that could not do its work: what it says, and the exit code. The message never holds a token. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    static CommandFailure usage(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }

    static CommandFailure unavailable(String message) {
        return new CommandFailure(ExitCode.UNAVAILABLE, message);
    }

    ExitCode exitCode() {
        return exitCode;
    }

    String text() {
        String message = getMessage();
        return message == null ? "failed" : message;
    }
}
