package dev.gatehouse.policy;

/** May the subject create and end API tokens whose access lies in this namespace? */
public record TokenQuestion(Subject subject, Namespace namespace) implements Question<TokenPermit> {
    @Override
    public Permission permission() {
        return Permission.TOKEN_MANAGE;
    }
}
