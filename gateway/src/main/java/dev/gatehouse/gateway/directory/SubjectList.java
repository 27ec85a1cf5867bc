package dev.gatehouse.gateway.directory;

import dev.gatehouse.gateway.database.Rows;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.sso.IdentityProviders;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The people and service accounts of a tenant: service accounts first, each kind in the order of the names. */
@Singleton
final class SubjectList {
    private static final List<String> KINDS = List.of("service_account", "user");

    /** As the index writes it. */
    private static final String NAME = "(lower(s.name) COLLATE \"C\")";

    private static final String PLACE = "SELECT kind, lower(name) AS name_lc FROM subject WHERE tenant = ? AND id = ?";

    private final Transactions transactions;
    private final IdentityProviders providers;

    SubjectList(Transactions transactions, IdentityProviders providers) {
        this.transactions = transactions;
        this.providers = providers;
    }

    private record Place(String kind, String name, UUID id) {}

    Map<String, Object> page(
            String tenant, Optional<String> kind, Optional<String> name, Optional<UUID> after, int limit) {
        var items = SubjectItems.of(providers, tenant);
        return transactions.run(connection -> {
            Optional<Place> place = after.isPresent() ? place(connection, tenant, after.get()) : Optional.empty();
            var found = new ArrayList<Map<String, Object>>();
            if (after.isPresent() == place.isPresent()) {
                for (String each : KINDS) {
                    boolean wanted = kind.map(each::equals).orElse(true)
                            && place.map(at -> at.kind().compareTo(each) <= 0).orElse(true);
                    if (wanted && found.size() <= limit) {
                        found.addAll(of(connection, items, tenant, each, name, place, limit + 1 - found.size()));
                    }
                }
            }
            return Rows.page(found, limit);
        });
    }

    private static Optional<Place> place(Connection connection, String tenant, UUID id) throws SQLException {
        return Rows.first(
                        connection,
                        PLACE,
                        List.of(tenant, id),
                        row -> Map.of("kind", row.getString("kind"), "name", row.getString("name_lc")))
                .map(at -> new Place(String.valueOf(at.get("kind")), String.valueOf(at.get("name")), id));
    }

    private static List<Map<String, Object>> of(
            Connection connection,
            SubjectItems items,
            String tenant,
            String kind,
            Optional<String> name,
            Optional<Place> after,
            int most)
            throws SQLException {
        var sql = new StringBuilder(SubjectItems.SELECT).append(" = ?");
        var values = new ArrayList<Object>(List.of(tenant, kind));
        name.map(NamePrefix::of).ifPresent(prefix -> {
            sql.append(" AND ")
                    .append(NAME)
                    .append(" >= lower(?) AND ")
                    .append(NAME)
                    .append(" < lower(?)");
            values.add(prefix.from());
            values.add(prefix.to());
        });
        after.filter(place -> place.kind().equals(kind)).ifPresent(place -> {
            sql.append(" AND (").append(NAME).append(", s.id) > (?, ?)");
            values.add(place.name());
            values.add(place.id());
        });
        sql.append(" ORDER BY ").append(NAME).append(", s.id LIMIT ?");
        values.add(most);
        return Rows.find(connection, sql.toString(), values, items::item);
    }
}
