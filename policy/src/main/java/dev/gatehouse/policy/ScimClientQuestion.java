package dev.gatehouse.policy;

/** May the subject see, or make and end, what identity providers say with who exists in the tenant? */
public record ScimClientQuestion(Subject subject, Permission permission) implements Question<ScimClientPermit> {
    public ScimClientQuestion {
        if (!permission.resource().equals(Permission.SCIM_CLIENT_READ.resource())) {
            throw new IllegalArgumentException("not a permission on SCIM clients");
        }
    }

    public static ScimClientQuestion toRead(Subject subject) {
        return new ScimClientQuestion(subject, Permission.SCIM_CLIENT_READ);
    }

    public static ScimClientQuestion toWrite(Subject subject) {
        return new ScimClientQuestion(subject, Permission.SCIM_CLIENT_WRITE);
    }

    @Override
    public Namespace namespace() {
        return Namespace.ROOT;
    }
}
