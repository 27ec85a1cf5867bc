package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.database.Column;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.job.JobLaunch;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Approvals as they are read: each read shows what its permit names, and nothing else. */
@Singleton
final class ApprovalReads {
    /** Those that wait for a word of this subject, which is in these groups. */
    private static final String FOR_ME = """
             AND a.outcome IS NULL AND now() < a.expires_at
             AND e.subject_id <> ? AND e.impersonator_id IS DISTINCT FROM ?
             AND EXISTS (SELECT 1 FROM approval_rule r
                          WHERE r.tenant = a.tenant AND r.approval_id = a.id AND r.groups && ?::uuid[])
             AND NOT EXISTS (SELECT 1 FROM approval_vote v
                              WHERE v.tenant = a.tenant AND v.approval_id = a.id AND v.subject_id = ?
                                AND v.void_at IS NULL AND v.epoch = ?)
            """;

    /** Those of jobs in one of these namespaces or below. */
    private static final String WITHIN = """
             AND EXISTS (SELECT 1 FROM unnest(?::text[]) AS w (place)
                          WHERE e.job_namespace = w.place OR starts_with(e.job_namespace, w.place || '.'))
            """;

    private static final String NOTICES = """
            SELECT r.name, n.state, n.tries, n.error, n.next_at
              FROM approval_notice n
              JOIN approval_rule r ON r.tenant = n.tenant AND r.approval_id = n.approval_id AND r.rule_id = n.rule_id
             WHERE n.tenant = ? AND n.approval_id = ? ORDER BY r.name""";

    private final Transactions transactions;
    private final QuestionRows recorded;
    private final QuestionDocument document;
    private final PinnedJobs jobs;

    ApprovalReads(Transactions transactions, QuestionRows recorded, QuestionDocument document, PinnedJobs jobs) {
        this.transactions = transactions;
        this.recorded = recorded;
        this.document = document;
        this.jobs = jobs;
    }

    /**
     * Latest first, in the permits' namespaces and below, without what would run.
     *
     * @param permits of one subject
     * @param mine only those that wait for a word of whoever asks
     */
    Page<ApprovalView> list(List<ListPermit> permits, boolean mine, Optional<UUID> after, int limit) {
        Subject subject = permits.getFirst().subject();
        return transactions.run(connection -> {
            var condition = new StringBuilder("true");
            List<Object> values = new ArrayList<>();
            if (permits.stream().noneMatch(permit -> permit.namespace().isRoot())) {
                condition.append(WITHIN);
                values.add(Column.<ListPermit>text(permit -> permit.namespace().path())
                        .of(connection, permits));
            }
            after.ifPresent(last -> {
                condition.append(" AND a.id < ?");
                values.add(last);
            });
            if (mine) {
                UUID me = subject.id();
                condition.append(FOR_ME);
                values.addAll(List.of(
                        me,
                        me,
                        Column.<UUID>uuid(id -> id)
                                .of(connection, subject.groups().stream().toList()),
                        me,
                        subject.epoch()));
            }
            values.add(limit + 1);
            List<StoredApproval> found = ApprovalRows.list(
                    connection, subject.tenant(), condition + " ORDER BY a.id DESC LIMIT ?", values.toArray());
            return Page.of(found.stream().map(ApprovalReads::summary).toList(), limit, ApprovalView::id);
        });
    }

    /** All that would run; what is filled in is for those who may decide. */
    ApprovalView view(ApprovalAccess.Seen seen, boolean mayDecide) {
        StoredApproval approval = seen.approval();
        Beside beside = transactions.run(connection -> new Beside(
                recorded.of(connection, approval.tenant(), approval.decision()),
                Sql.of(connection, NOTICES, approval.tenant(), approval.id()).list(ApprovalReads::notice)));
        return view(
                approval,
                Optional.of(mayDecide),
                Optional.of(run(approval, beside.question(), mayDecide)),
                Optional.of(beside.notices()));
    }

    /** What belongs to one and is not its own. */
    private record Beside(JsonNode question, List<ApprovalView.Notice> notices) {}

    private RunView run(StoredApproval approval, JsonNode question, boolean mayDecide) {
        JobVersion job = jobs.of(approval.tenant(), question);
        var launch = new JobLaunch(
                job.spec(),
                question.get("inputs"),
                document.launchOf(question),
                approval.execution(),
                approval.asker().subject());
        return RunView.of(
                job,
                launch,
                mayDecide ? Optional.of(RunView.filled(launch, question.get("launch"))) : Optional.empty());
    }

    private static ApprovalView summary(StoredApproval approval) {
        return view(approval, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static ApprovalView view(
            StoredApproval approval,
            Optional<Boolean> mayDecide,
            Optional<RunView> run,
            Optional<List<ApprovalView.Notice>> notices) {
        return new ApprovalView(
                approval.id().toString(),
                approval.execution().toString(),
                approval.job().toString(),
                approval.revision(),
                approval.outcome()
                        .map(outcome -> outcome.name().toLowerCase(Locale.ROOT))
                        .orElse("waiting"),
                new ApprovalView.Who(
                        approval.asker().subject().toString(), approval.asker().name()),
                approval.asker().impersonator().map(UUID::toString),
                approval.requestedAt(),
                approval.expiresAt(),
                approval.decidedAt(),
                approval.digest(),
                approval.rules().stream()
                        .map(wanted -> wanted(approval, wanted))
                        .toList(),
                approval.votes().stream().map(ApprovalReads::said).toList(),
                mayDecide,
                run,
                notices);
    }

    private static ApprovalView.Wanted wanted(StoredApproval approval, StoredApproval.Wanted wanted) {
        return new ApprovalView.Wanted(
                wanted.rule().toString(),
                wanted.name(),
                wanted.message(),
                wanted.groups().stream().map(UUID::toString).sorted().toList(),
                wanted.count(),
                approval.given(wanted));
    }

    private static ApprovalView.Said said(StoredApproval.Cast cast) {
        return new ApprovalView.Said(
                new ApprovalView.Who(cast.subject().toString(), cast.name()),
                cast.vote().code(),
                cast.comment(),
                cast.at(),
                cast.stands());
    }

    private static ApprovalView.Notice notice(ResultSet row) throws SQLException {
        boolean waiting = row.getString("state").equals("waiting");
        return new ApprovalView.Notice(
                row.getString("name"),
                row.getString("state"),
                row.getInt("tries"),
                Sql.text(row, "error"),
                Sql.instant(row, "next_at").filter(_ -> waiting));
    }
}
