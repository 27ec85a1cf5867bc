package dev.gatehouse.policy;

import java.util.List;
import java.util.function.Function;

/** The one place that creates permits. */
final class Mint {
    private Mint() {}

    /**
     * The permit that answers the question. Each question declares the type of its permit, which the cast restores.
     *
     * @param reach how far leave to list goes
     */
    @SuppressWarnings("unchecked")
    static <P extends Permit> P permit(
            Question<P> question, Grounds grounds, Function<ListQuestion, ListPermit.Reach> reach) {
        return (P) issue(question, grounds, reach);
    }

    /** What may be proposed in answer to the question: only runs wait for approval. */
    static ProposePermit proposal(Question<?> question, Grounds grounds, List<ApprovalRule> rules) {
        if (question instanceof StartQuestion start) {
            return new ProposePermit(start.recorded(), grounds, rules);
        }
        if (question instanceof SubmitQuestion submit) {
            return new ProposePermit(submit, grounds, rules);
        }
        throw new IllegalStateException("only runs wait for approval");
    }

    private static Permit issue(Question<?> question, Grounds grounds, Function<ListQuestion, ListPermit.Reach> reach) {
        return switch (question) {
            case ApprovalQuestion asked -> new ApprovalPermit(asked, grounds);
            case AuditQuestion asked -> new AuditPermit(asked, grounds);
            case CheckQuestion asked -> new CheckPermit(asked, grounds);
            case ExecutionReadQuestion asked -> new ExecutionReadPermit(asked, grounds);
            case GrantQuestion asked -> new GrantPermit(asked, grounds);
            case ImpersonateQuestion asked -> new ImpersonatePermit(asked, grounds);
            case JoinTokenQuestion asked -> new JoinPermit(asked, grounds);
            case KillSwitchQuestion asked -> new KillSwitchPermit(asked, grounds);
            case LeaseAbandonQuestion asked -> new LeaseAbandonPermit(asked, grounds);
            case ListQuestion asked -> new ListPermit(asked, grounds, reach.apply(asked));
            case LookupQuestion asked -> new LookupPermit(asked, grounds);
            case MaintenanceQuestion asked -> new MaintenancePermit(asked, grounds);
            case MasterKeyQuestion asked -> new MasterKeyPermit(asked, grounds);
            case OwnTokenQuestion asked -> new OwnTokenPermit(asked, grounds);
            case PolicyReadQuestion asked -> new PolicyReadPermit(asked, grounds);
            case ReplayQuestion asked -> new ReplayPermit(asked, grounds);
            case ResourceReadQuestion asked -> new ResourceReadPermit(asked, grounds);
            case ResourceWriteQuestion asked -> new WritePermit(asked, grounds);
            case ScimClientQuestion asked -> new ScimClientPermit(asked, grounds);
            case SecretManageQuestion asked -> new ManagePermit(asked, grounds);
            case SecretUseQuestion asked -> new UsePermit(asked, grounds);
            case StartQuestion asked -> new StartPermit(asked, grounds);
            case StopQuestion asked -> new StopPermit(asked, grounds);
            case SubjectQuestion asked -> new SubjectPermit(asked, grounds);
            case SubmitQuestion asked -> new SubmitPermit(asked, grounds);
            case TokenQuestion asked -> new TokenPermit(asked, grounds);
            case WorkerListQuestion asked -> new WorkerListPermit(asked, grounds);
            case WorkerManageQuestion asked -> new WorkerManagePermit(asked, grounds);
        };
    }
}
