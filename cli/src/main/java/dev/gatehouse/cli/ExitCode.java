package dev.gatehouse.cli;

/** What the command's end says to a script. */
enum ExitCode {
    /** Done; the run succeeded; the proof holds; the answer is yes; nothing was found. */
    DONE(0),
    /** The run did not succeed, the proof does not hold, the answer is no, or something was found. */
    NEGATIVE(1),
    /** The command line is wrong, or names a file that cannot be read. */
    USAGE(2),
    /** The gateway understood and refused. */
    REFUSED(3),
    /** The gateway, or what it needs, cannot be reached now. */
    UNAVAILABLE(4);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
