package dev.gatehouse.policy;

/** May the subject begin or end the maintenance of its tenant, or of the installation where its tenant is the operators'? */
public record MaintenanceQuestion(Subject subject, Act act) implements Question<MaintenancePermit> {
    /** What becomes of it. */
    public sealed interface Act {
        /**
         * It begins.
         *
         * @param message for whoever is refused meanwhile
         */
        record Beginning(String message) implements Act {}

        record Ending() implements Act {}
    }

    @Override
    public Permission permission() {
        return Permission.MAINTENANCE_WRITE;
    }

    @Override
    public Namespace namespace() {
        return Namespace.ROOT;
    }
}
