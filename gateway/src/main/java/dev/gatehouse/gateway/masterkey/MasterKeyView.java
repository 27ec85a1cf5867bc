package dev.gatehouse.gateway.masterkey;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.key.MasterKeyRows;
import dev.gatehouse.gateway.key.MasterKeyRows.Known;
import dev.gatehouse.gateway.key.WrappedTables;
import dev.gatehouse.policy.ListPermit;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How it stands with the keys of the master key: who knows them, and how many rows each has wrapped. */
@Singleton
class MasterKeyView {
    private final Transactions transactions;
    private final MasterKeyRows rows;
    private final WrappedTables tables;

    MasterKeyView(Transactions transactions, MasterKeyRows rows, WrappedTables tables) {
        this.transactions = transactions;
        this.rows = rows;
        this.tables = tables;
    }

    /** The permit is an operator's. */
    Map<String, Object> show(ListPermit permit) {
        return transactions.run(this::show);
    }

    private Map<String, Object> show(Connection connection) throws SQLException {
        Map<String, Known> known =
                rows.all(connection).stream().collect(Collectors.toMap(Known::id, Function.identity()));
        var agreed = rows.agreed(connection).orElseThrow();
        Map<String, Long> counts = tables.counts(connection, agreed.nameless());
        Map<String, Long> holders = rows.holders(connection);

        var ids = new TreeSet<>(known.keySet());
        ids.addAll(counts.keySet());
        ids.addAll(holders.keySet());

        List<Map<String, Object>> items = ids.stream()
                .map(id -> {
                    Map<String, Object> item = new LinkedHashMap<>();
                    item.put("id", id);
                    item.put("current", id.equals(agreed.current()));
                    item.put("rows", counts.getOrDefault(id, 0L));
                    item.put("gateways", holders.getOrDefault(id, 0L));
                    if (known.containsKey(id)) {
                        describe(item, known.get(id));
                    }
                    return item;
                })
                .toList();
        var view = new LinkedHashMap<String, Object>();
        view.put("items", items);
        view.put("gateways", rows.gateways(connection));
        return view;
    }

    private static void describe(Map<String, Object> item, Known key) {
        item.put("place", key.transit() ? "transit" : "file");
        item.put("addedAt", key.addedAt().toString());
        key.promotedAt().ifPresent(at -> item.put("promotedAt", at.toString()));
        key.finishedAt().ifPresent(at -> item.put("finishedAt", at.toString()));
    }
}
