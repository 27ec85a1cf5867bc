package dev.gatehouse.gateway.scim.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.database.Column;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** An e-mail address that has a value, by its place in the document. */
record EmailRow(int position, String value, Optional<String> type, Optional<String> display, boolean primary) {
    /** In the order of the statement that inserts them. */
    static final List<Column<EmailRow>> COLUMNS = List.of(
            Column.integer(EmailRow::position),
            Column.text(EmailRow::value),
            Column.text(email -> email.value().toLowerCase(Locale.ROOT)),
            Column.text(EmailRow::type),
            Column.text(EmailRow::display),
            Column.bool(EmailRow::primary));

    static List<EmailRow> of(JsonNode emails) {
        return IntStream.range(0, emails.size())
                .filter(i -> emails.get(i).path("value").isTextual())
                .mapToObj(i -> of(i, emails.get(i)))
                .toList();
    }

    private static EmailRow of(int position, JsonNode email) {
        return new EmailRow(
                position,
                email.path("value").asText(),
                text(email.path("type")),
                text(email.path("display")),
                email.path("primary").asBoolean());
    }

    private static Optional<String> text(JsonNode value) {
        return Optional.of(value).filter(JsonNode::isTextual).map(JsonNode::asText);
    }
}
