package dev.gatehouse.policy;

/** May the subject, an operator, give the installation another master key? */
public record MasterKeyQuestion(Subject subject, Act act) implements Question<MasterKeyPermit> {
    /** What becomes of the keys. */
    public sealed interface Act {
        /** There is one more, which wraps nothing yet. */
        record Adding() implements Act {}

        /** One that there is wraps all from now on. */
        record Promoting(String key) implements Act {}
    }

    @Override
    public Permission permission() {
        return Permission.MASTER_KEY_WRITE;
    }

    @Override
    public Namespace namespace() {
        return Namespace.ROOT;
    }
}
