package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.policy.SubjectFacts;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Gives the tests of this module callers: service accounts with a binding and a token, written straight into the rows. */
@Singleton
public final class TestAccess {
    private static final String SERVICE_ACCOUNT = "service_account";

    private final Transactions transactions;
    private final ApiTokens tokens;
    private final SnapshotLoader policies;
    private final SubjectFacts facts;
    private final SecureRandom random;
    private final Supplier<UUID> ids;

    TestAccess(
            Transactions transactions,
            ApiTokens tokens,
            SnapshotLoader policies,
            SubjectFacts facts,
            SecureRandom random,
            Supplier<UUID> ids) {
        this.transactions = transactions;
        this.tokens = tokens;
        this.policies = policies;
        this.facts = facts;
        this.random = random;
        this.ids = ids;
    }

    /** A subject and a token of it that is valid for an hour. */
    public record Account(String tenant, UUID subject, String name, String token) {}

    /** A new service account with the role on the namespace, which it has until the end of the test class. */
    public Account account(String tenant, String role, String namespace) {
        UUID subject = ids.get();
        return account(tenant, role, namespace, subject, SERVICE_ACCOUNT, "sa-" + subject);
    }

    /** A new person with the role on the namespace until the end of the test class, who made a token. */
    public Account person(String tenant, String role, String namespace) {
        UUID subject = ids.get();
        return account(tenant, role, namespace, subject, "user", "person-" + subject);
    }

    /** The same, which keeps its role. */
    public Account lastingAccount(String tenant, String role, String namespace) {
        UUID subject = ids.get();
        return account(tenant, role, namespace, subject, SERVICE_ACCOUNT, "lasting-" + subject);
    }

    private Account account(String tenant, String role, String namespace, UUID subject, String kind, String name) {
        transactions.run(connection -> {
            insertSubject(connection, tenant, subject, kind, name);
            insertBinding(connection, tenant, subject, role, namespace);
            return subject;
        });
        policies.refresh(tenant);
        return new Account(tenant, subject, name, token(tenant, subject));
    }

    /** A new service account that may do nothing. */
    public Account stranger(String tenant) {
        UUID subject = ids.get();
        String name = "sa-" + subject;
        transactions.run(connection -> {
            insertSubject(connection, tenant, subject, SERVICE_ACCOUNT, name);
            return subject;
        });
        return new Account(tenant, subject, name, token(tenant, subject));
    }

    /** A token that the subject made itself. */
    public String token(String tenant, UUID subject) {
        return transactions.run(connection -> {
            var token = ApiToken.next(random);
            tokens.insert(
                    connection,
                    tenant,
                    token,
                    new ApiTokens.Draft(ids.get(), subject, Duration.ofHours(1), Optional.of(subject)));
            return token.expose(Function.identity());
        });
    }

    /** Runs statements as the gateway's own database role. */
    public void sql(String statement, Object... arguments) {
        // Many rows at once are none of the gateway's own work, whose transactions have five seconds.
        transactions.run(Duration.ofMinutes(1), connection -> {
            try (var update = connection.prepareStatement(statement)) {
                for (int i = 0; i < arguments.length; i++) {
                    update.setObject(i + 1, arguments[i]);
                }
                return update.executeUpdate();
            }
        });
    }

    /** The first column of the first row, as text. */
    public Optional<String> query(String statement, Object... arguments) {
        return transactions.run(connection -> {
            try (var query = connection.prepareStatement(statement)) {
                for (int i = 0; i < arguments.length; i++) {
                    query.setObject(i + 1, arguments[i]);
                }
                try (var row = query.executeQuery()) {
                    return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
                }
            }
        });
    }

    /** Ends the subject, and lets this gateway know at once. */
    public void end(Account account) {
        sql(
                "UPDATE subject SET active = false, epoch = epoch + 1, version = version + 1 WHERE tenant = ? AND id = ?",
                account.tenant(),
                account.subject());
        facts.reread(account.tenant(), account.subject());
    }

    private static void insertSubject(Connection connection, String tenant, UUID subject, String kind, String name)
            throws SQLException {
        try (var insert =
                connection.prepareStatement("INSERT INTO subject (tenant, id, kind, name) VALUES (?, ?, ?, ?)")) {
            insert.setString(1, tenant);
            insert.setObject(2, subject);
            insert.setString(3, kind);
            insert.setString(4, name);
            insert.executeUpdate();
        }
    }

    private void insertBinding(Connection connection, String tenant, UUID subject, String role, String namespace)
            throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES (?, 'rolebinding', ?, ?, ?, 1, ?::jsonb, repeat('0', 64), ?)""")) {
            insert.setString(1, tenant);
            insert.setString(2, namespace);
            insert.setString(3, "of-" + subject);
            insert.setObject(4, ids.get());
            insert.setString(5, """
                    {"role": "%s", "subjects": [{"id": "%s"}]}""".formatted(role, subject));
            insert.setObject(6, subject);
            insert.executeUpdate();
        }
        try (var raise = connection.prepareStatement("UPDATE tenant SET revision = revision + 1 WHERE name = ?")) {
            raise.setString(1, tenant);
            raise.executeUpdate();
        }
    }

    /** The tables in which a row shows the text; bytes are shown as hex. A transaction has five seconds: each has its own. */
    public List<String> tablesWith(String text) {
        String tables = query(
                        "SELECT string_agg(table_name, ',') FROM information_schema.tables WHERE table_schema = 'public'")
                .orElseThrow();
        return Arrays.stream(tables.split(","))
                .filter(table -> query("SELECT count(*) FROM " + table + " t WHERE position(? IN t::text) > 0", text)
                        .filter(count -> !count.equals("0"))
                        .isPresent())
                .toList();
    }
}
