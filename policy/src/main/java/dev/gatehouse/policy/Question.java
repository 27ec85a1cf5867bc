package dev.gatehouse.policy;

/**
 * What policy is asked: may the subject do this act there?
 *
 * @param <P> the permit that an Allow issues
 */
public sealed interface Question<P extends Permit>
        permits ApprovalQuestion,
                AuditQuestion,
                CheckQuestion,
                ExecutionReadQuestion,
                GrantQuestion,
                ImpersonateQuestion,
                JoinTokenQuestion,
                KillSwitchQuestion,
                LeaseAbandonQuestion,
                ListQuestion,
                LookupQuestion,
                MaintenanceQuestion,
                MasterKeyQuestion,
                OwnTokenQuestion,
                PolicyReadQuestion,
                ReplayQuestion,
                ResourceReadQuestion,
                ResourceWriteQuestion,
                ScimClientQuestion,
                SecretManageQuestion,
                SecretUseQuestion,
                StartQuestion,
                StopQuestion,
                SubjectQuestion,
                SubmitQuestion,
                TokenQuestion,
                WorkerListQuestion,
                WorkerManageQuestion {
    Subject subject();

    Permission permission();

    Namespace namespace();
}
