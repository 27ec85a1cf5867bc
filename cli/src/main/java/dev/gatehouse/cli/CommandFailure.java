package dev.gatehouse.cli;

import java.util.List;

/** The end of a command that could not do its work: what it says, and the exit code. The message never holds a token. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;
    private final List<String> places;

    CommandFailure(ExitCode exitCode, String message) {
        this(exitCode, message, List.of());
    }

    /** @param places lines that follow the message: what is wrong where */
    CommandFailure(ExitCode exitCode, String message, List<String> places) {
        super(message);
        this.exitCode = exitCode;
        this.places = List.copyOf(places);
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

    List<String> places() {
        return places;
    }

    String text() {
        String message = getMessage();
        return message == null ? "failed" : message;
    }
}
