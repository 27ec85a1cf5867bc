package dev.gatehouse.gateway.sso;

/** What became of an authorization code. */
public sealed interface CodeOutcome {
    /** The issuer took it and answered with an ID token, which nobody has verified yet. */
    record Exchanged(String idToken) implements CodeOutcome {
        @Override
        public String toString() {
            return "Exchanged[redacted]";
        }
    }

    /** The issuer did not take it: it is not of this login, too old, or was used before. */
    record Refused() implements CodeOutcome {}

    /** The issuer was not asked: too many ask already. */
    record Busy() implements CodeOutcome {}

    /**
     * Nobody can say: the issuer did not answer, or not as it should.
     *
     * @param cause one snake_case word of few
     */
    record Unavailable(String cause) implements CodeOutcome {}
}
