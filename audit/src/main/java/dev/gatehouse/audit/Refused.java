package dev.gatehouse.audit;

/** Leaves a verifier at the first failure, with its place. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    Refused(String place, String problem) {
        super(problem, null, false, false);
        this.finding = new Finding(place, problem);
    }

    Finding finding() {
        return finding;
    }
}
