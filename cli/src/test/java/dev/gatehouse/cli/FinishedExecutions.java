package dev.gatehouse.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Executions that have ended, written straight into an installation's database by its owner. */
final class FinishedExecutions {
    /** Told apart from those that an installation accepts: no id of today begins like this. */
    private static final String ID = "('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid";

    private FinishedExecutions() {}

    static Connection connect(Installation installation) throws SQLException {
        String port =
                installation.read(installation.home().resolve("postgres.port")).strip();
        String password = installation
                .read(installation.home().resolve("postgres.password"))
                .strip();
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/gatehouse", "gatehouse_owner", password);
    }

    static void run(Installation installation, String... statements) throws SQLException {
        try (Connection connection = connect(installation);
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /** Each with its question, its envelope and three events. */
    static void insert(Installation installation, int count) throws SQLException {
        String each = " FROM generate_series(1, " + count + ") AS i";
        run(
                installation,
                """
                INSERT INTO execution (tenant, id, job_namespace, job_name, job_id, job_revision, job_digest, subject_id,
                                       decision_id, state, worker_group, inputs, launch, timeout_ms, accepted_at,
                                       state_at, started_at, ended_at, events, attempt, fence, session_id, leased_at,
                                       exit_code, isolation, report_digest)
                SELECT 'demo', %1$s, 'demo.bench', 'noop', %1$s, 1, repeat('0', 64), %1$s, %1$s, 'SUCCEEDED', 'noop',
                       '{}', '{}', 60000, now() - interval '1 d', now(), now(), now(), 3, 1, 1, %1$s, now(), 0, 'none',
                       decode(repeat('00', 32), 'hex')""".formatted(ID) + each,
                """
                INSERT INTO question (tenant, id, act, outcome, complete, subject_id, tenant_revision, body)
                SELECT 'demo', %1$s, 'execution:create', 'allow', true, %1$s, 1, '{}'""".formatted(ID) + each,
                """
                INSERT INTO envelope (tenant, execution_id, fence, session_id)
                SELECT 'demo', %1$s, 1, %1$s""".formatted(ID) + each,
                """
                INSERT INTO event (tenant, id, execution_id, n, code, at, leaf)
                SELECT 'demo', ('0000000' || n || right(%1$s::text, 28))::uuid, %1$s, n, 'execution.ended', now() - interval '1 d', ''""".formatted(ID) + each + ", generate_series(1, 3) AS n",
                "VACUUM ANALYZE execution",
                "ANALYZE question, envelope, event");
    }
}
