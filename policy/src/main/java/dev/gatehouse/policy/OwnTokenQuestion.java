package dev.gatehouse.policy;

/** May the subject make, see, rotate and end tokens of its own whose scope lies in this namespace? */
public record OwnTokenQuestion(Subject subject, Namespace namespace) implements Question<OwnTokenPermit> {
    @Override
    public Permission permission() {
        return Permission.TOKEN_CREATE;
    }
}
