package dev.gatehouse.gateway.problem;

/** Ends a request with a problem; it carries no stack trace, because it is an answer and not a fault. */
public final class ProblemException extends RuntimeException {
    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.code(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
