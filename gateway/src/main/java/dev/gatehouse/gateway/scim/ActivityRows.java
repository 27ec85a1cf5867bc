package dev.gatehouse.gateway.scim;

import dev.gatehouse.gateway.database.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The rows of what SCIM clients did. Those of several clients are locked in one order, whichever gateway writes them. */
final class ActivityRows {
    private static final List<Column<ClientActivity.Tally>> TALLY = List.of(
            Column.text(tally -> tally.client().tenant()),
            Column.uuid(tally -> tally.client().id()),
            Column.bigint(ClientActivity.Tally::requests),
            Column.bigint(ClientActivity.Tally::errors),
            Column.bigint(tally -> tally.last().toEpochMilli()),
            Column.bigint(tally -> tally.lastGood().map(at -> at.toEpochMilli())));

    private static final String ADD = """
            INSERT INTO scim_activity AS a (tenant, client_id, requests, errors, last_at, last_good_at)
            SELECT w.tenant, w.client_id, w.requests, w.errors, to_timestamp(w.last / 1000.0),
                   to_timestamp(w.last_good / 1000.0)
              FROM unnest(?::text[], ?::uuid[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                   AS w (tenant, client_id, requests, errors, last, last_good)
             ORDER BY w.tenant, w.client_id
            ON CONFLICT (tenant, client_id) DO UPDATE
               SET requests = a.requests + excluded.requests, errors = a.errors + excluded.errors,
                   last_at = greatest(a.last_at, excluded.last_at),
                   last_good_at = greatest(a.last_good_at, excluded.last_good_at)""";

    private static final List<Column<Failed>> FAILED = List.of(
            Column.text(failed -> failed.by().client().tenant()),
            Column.uuid(failed -> failed.by().client().id()),
            Column.uuid(failed -> failed.call().id()),
            Column.bigint(failed -> failed.call().at().toEpochMilli()),
            Column.text(failed -> failed.call().requestId()),
            Column.text(failed -> failed.call().method()),
            Column.text(failed -> failed.call().route()),
            Column.integer(failed -> failed.call().status()),
            Column.text(failed -> failed.call().type()),
            Column.text(failed -> failed.call().detail()));

    private static final String FAIL = """
            INSERT INTO scim_error (tenant, client_id, id, at, request_id, method, route, status, scim_type, detail)
            SELECT w.tenant, w.client_id, w.id, to_timestamp(w.at / 1000.0), w.request_id, w.method, w.route, w.status,
                   w.scim_type, w.detail
              FROM unnest(?::text[], ?::uuid[], ?::uuid[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::integer[],
                          ?::text[], ?::text[])
                   AS w (tenant, client_id, id, at, request_id, method, route, status, scim_type, detail)
            ON CONFLICT DO NOTHING""";

    /** All before the last that are kept; none while there are fewer. */
    private static final String FORGET = """
            DELETE FROM scim_error e USING unnest(?::text[], ?::uuid[]) AS w (tenant, client_id)
             WHERE e.tenant = w.tenant AND e.client_id = w.client_id
               AND e.id < (SELECT k.id FROM scim_error k WHERE k.tenant = w.tenant AND k.client_id = w.client_id
                            ORDER BY k.id DESC OFFSET ? LIMIT 1)""";

    private ActivityRows() {}

    private record Failed(ClientActivity.Tally by, FailedCall call) {}

    static void add(Connection connection, List<ClientActivity.Tally> tallies) throws SQLException {
        try (var insert = connection.prepareStatement(ADD)) {
            Column.bind(insert, TALLY, tallies);
            insert.executeUpdate();
        }
        List<ClientActivity.Tally> failing =
                tallies.stream().filter(tally -> !tally.failures().isEmpty()).toList();
        if (failing.isEmpty()) {
            return;
        }
        try (var insert = connection.prepareStatement(FAIL)) {
            Column.bind(
                    insert,
                    FAILED,
                    failing.stream()
                            .flatMap(by -> by.failures().stream().map(call -> new Failed(by, call)))
                            .toList());
            insert.executeUpdate();
        }
        try (var delete = connection.prepareStatement(FORGET)) {
            Column.bind(delete, TALLY.subList(0, 2), failing);
            delete.setInt(3, ClientActivity.MOST_FAILURES - 1);
            delete.executeUpdate();
        }
    }
}
