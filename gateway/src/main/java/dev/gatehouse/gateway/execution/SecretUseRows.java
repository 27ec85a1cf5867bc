package dev.gatehouse.gateway.execution;

import static dev.gatehouse.gateway.database.Column.integer;
import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.secrets.ResolvedReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Which secrets starts gave away, in which version. */
final class SecretUseRows {
    private static final String INSERT = """
            INSERT INTO secret_use (tenant, namespace, name, execution_id, attempt, store, path, key, version, lease)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::uuid[], ?::integer[], ?::text[], ?::text[], ?::text[],
                                 ?::text[], ?::text[])""";

    private SecretUseRows() {}

    private record Use(StartedRows.Start start, ResolvedReference secret) {}

    static void insert(Connection connection, List<StartedRows.Start> starts) throws SQLException {
        List<Use> uses = starts.stream()
                .flatMap(start -> start.command().secrets().stream().map(secret -> new Use(start, secret)))
                .toList();
        if (uses.isEmpty()) {
            return;
        }
        Sql.ofColumns(
                        connection,
                        INSERT,
                        uses,
                        text(use -> use.start().row().tenant()),
                        text(use -> use.secret().reference().namespace().path()),
                        text(use -> use.secret().reference().name()),
                        uuid(use -> use.start().row().id().value()),
                        integer(use -> use.start().attempt()),
                        text(use -> use.secret().location().store()),
                        text(use -> use.secret().location().path()),
                        text(use -> use.secret().location().key()),
                        text(use -> use.secret().version()),
                        text(use -> use.secret().lease()))
                .update();
    }
}
