package dev.gatehouse.policy;

/** May the subject give this secret a value? */
public record SecretManageQuestion(Subject subject, Namespace namespace, String name)
        implements Question<ManagePermit> {
    @Override
    public Permission permission() {
        return Permission.SECRET_MANAGE;
    }
}
