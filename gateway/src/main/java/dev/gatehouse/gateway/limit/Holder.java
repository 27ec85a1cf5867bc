package dev.gatehouse.gateway.limit;

import static dev.gatehouse.gateway.database.Column.text;
import static dev.gatehouse.gateway.database.Column.uuid;

import dev.gatehouse.gateway.database.Column;
import java.util.List;
import java.util.UUID;

/** An execution that has or wants slots. */
public record Holder(String tenant, UUID execution) {
    static final List<Column<Holder>> COLUMNS = List.of(text(Holder::tenant), uuid(Holder::execution));
}
