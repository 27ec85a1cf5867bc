package dev.gatehouse.gateway.identity;

import dev.gatehouse.policy.ApprovalQuestion;
import dev.gatehouse.policy.AuditQuestion;
import dev.gatehouse.policy.CheckQuestion;
import dev.gatehouse.policy.ExecutionReadQuestion;
import dev.gatehouse.policy.GrantQuestion;
import dev.gatehouse.policy.ImpersonateQuestion;
import dev.gatehouse.policy.JoinTokenQuestion;
import dev.gatehouse.policy.KillSwitchQuestion;
import dev.gatehouse.policy.LeaseAbandonQuestion;
import dev.gatehouse.policy.ListQuestion;
import dev.gatehouse.policy.LookupQuestion;
import dev.gatehouse.policy.MaintenanceQuestion;
import dev.gatehouse.policy.MasterKeyQuestion;
import dev.gatehouse.policy.OwnTokenQuestion;
import dev.gatehouse.policy.PolicyReadQuestion;
import dev.gatehouse.policy.Question;
import dev.gatehouse.policy.ReplayQuestion;
import dev.gatehouse.policy.ResourceReadQuestion;
import dev.gatehouse.policy.ResourceWriteQuestion;
import dev.gatehouse.policy.ScimClientQuestion;
import dev.gatehouse.policy.SecretManageQuestion;
import dev.gatehouse.policy.SecretUseQuestion;
import dev.gatehouse.policy.StartQuestion;
import dev.gatehouse.policy.StopQuestion;
import dev.gatehouse.policy.SubjectQuestion;
import dev.gatehouse.policy.SubmitQuestion;
import dev.gatehouse.policy.TokenQuestion;
import dev.gatehouse.policy.WorkerListQuestion;
import dev.gatehouse.policy.WorkerManageQuestion;
import java.util.UUID;

/** Names what a question is about, for people who read the log. */
final class QuestionObject {
    private QuestionObject() {}

    static String of(Question<?> question) {
        return switch (question) {
            case ApprovalQuestion decide -> "approval/" + decide.approval();
            case AuditQuestion _ -> "log";
            case CheckQuestion check -> "namespace/" + check.namespace();
            case ExecutionReadQuestion read -> "execution/" + read.execution();
            case GrantQuestion give -> "access/" + give.namespace();
            case ImpersonateQuestion act -> "subject/" + act.target().id();
            case JoinTokenQuestion join -> "workergroup/" + join.workerGroup();
            case KillSwitchQuestion kill ->
                "killswitch/" + kill.extent().kind() + "/" + kill.extent().target();
            case LeaseAbandonQuestion abandon -> "secretlease/" + abandon.store() + "/" + abandon.lease();
            case ListQuestion list -> "namespace/" + list.namespace();
            case LookupQuestion lookup -> "job/" + lookup.job();
            case MaintenanceQuestion _ -> "maintenance";
            case MasterKeyQuestion about ->
                switch (about.act()) {
                    case MasterKeyQuestion.Act.Adding() -> "masterkey";
                    case MasterKeyQuestion.Act.Promoting(String key) -> "masterkey/" + key;
                };
            case OwnTokenQuestion own -> "tokens/own/" + own.namespace();
            case PolicyReadQuestion read -> "namespace/" + read.namespace();
            case ReplayQuestion replay -> "policy/" + replay.namespace();
            case ResourceReadQuestion read -> read.kind() + "/" + read.namespace() + "/" + read.name();
            case ResourceWriteQuestion write -> write.kind() + "/" + write.namespace() + "/" + write.name();
            case ScimClientQuestion _ -> "scimclients";
            case SecretManageQuestion manage -> "secret/" + manage.namespace() + "/" + manage.name();
            case SecretUseQuestion use -> "secret/" + use.secret();
            case StartQuestion start -> "execution/" + start.execution();
            case StopQuestion stop -> "execution/" + stop.execution();
            case SubjectQuestion about ->
                "subject/" + about.target().map(UUID::toString).orElse("");
            case SubmitQuestion submit -> "job/" + submit.job().name();
            case TokenQuestion token -> "tokens/" + token.namespace();
            case WorkerListQuestion _ -> "workers";
            case WorkerManageQuestion manage -> "worker/" + manage.worker();
        };
    }
}
