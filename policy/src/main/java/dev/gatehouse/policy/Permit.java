package dev.gatehouse.policy;

/**
 * Proof that policy allowed one act. The act takes its object from the permit, never beside it.
 *
 * <p>Only this package can create one, so a method that takes a permit cannot be reached without a decision. Holders
 * must not cache it: it is valid for the request that asked.
 */
public sealed interface Permit
        permits ApprovalPermit,
                AuditPermit,
                CheckPermit,
                GrantPermit,
                ImpersonatePermit,
                JoinPermit,
                KillSwitchPermit,
                LeaseAbandonPermit,
                LookupPermit,
                MaintenancePermit,
                ManagePermit,
                MasterKeyPermit,
                OwnTokenPermit,
                PolicyReadPermit,
                ReadPermit,
                ReplayPermit,
                ScimClientPermit,
                StartPermit,
                StopPermit,
                SubjectPermit,
                SubmitPermit,
                TokenPermit,
                UsePermit,
                WorkerListPermit,
                WorkerManagePermit,
                WritePermit {
    /** Who may act. */
    Subject subject();

    Grounds grounds();
}
