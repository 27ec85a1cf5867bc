package dev.gatehouse.policy;

/** The name of what a question is about. */
final class QuestionNames {
    private QuestionNames() {}

    /** Empty where what is asked about has no name, as in lists. */
    static String of(Question<?> question) {
        return switch (question) {
            case LookupQuestion asked -> asked.job().name();
            case SubmitQuestion asked -> asked.job().name().name();
            case StartQuestion asked -> asked.recorded().job().name().name();
            case StopQuestion asked -> asked.job().name();
            case ApprovalQuestion asked -> asked.job().name();
            case ExecutionReadQuestion asked -> asked.job().name();
            case ResourceReadQuestion asked -> asked.name();
            case ResourceWriteQuestion asked -> asked.name();
            case SecretManageQuestion asked -> asked.name();
            case SecretUseQuestion asked -> asked.secret().name();
            case CheckQuestion asked -> asked.name();
            case JoinTokenQuestion asked -> asked.workerGroup();
            case LeaseAbandonQuestion asked -> asked.store();
            case ListQuestion asked -> asked.item().orElse("");
            case AuditQuestion _,
                    GrantQuestion _,
                    ImpersonateQuestion _,
                    KillSwitchQuestion _,
                    MaintenanceQuestion _,
                    MasterKeyQuestion _,
                    OwnTokenQuestion _,
                    PolicyReadQuestion _,
                    ReplayQuestion _,
                    ScimClientQuestion _,
                    SubjectQuestion _,
                    TokenQuestion _,
                    WorkerListQuestion _,
                    WorkerManageQuestion _ -> "";
        };
    }
}
