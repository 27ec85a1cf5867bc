package dev.gatehouse.gateway.scim.query;

import dev.gatehouse.gateway.database.StorableText;
import dev.gatehouse.gateway.scim.filter.FilterValue;
import dev.gatehouse.gateway.scim.filter.Operator;
import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import dev.gatehouse.gateway.scim.query.Source.Column;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** One column compared with one value. */
final class Compared {
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Behind every text that begins with a prefix, as far as code points go. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private Compared() {}

    static Condition present(Column column) {
        return switch (column.kind()) {
            case EXACT, LOWERED, FOLDED -> Condition.of(column.sql() + " <> ''");
            case BOOLEAN, TIME, ID, OBJECT, LOCATION -> Condition.of(column.sql() + " IS NOT NULL");
        };
    }

    /** @param base the URL of the door, with which locations begin */
    static Condition with(Column column, Operator operator, FilterValue value, String base) {
        if (value instanceof FilterValue.Nothing) {
            return switch (operator) {
                case EQ -> Condition.of(column.sql() + " IS NULL");
                case NE -> Condition.of(column.sql() + " IS NOT NULL");
                case CO, SW, EW, GT, GE, LT, LE -> throw senseless(operator, "null");
            };
        }
        return switch (column.kind()) {
            case EXACT -> text(column.sql(), "?", operator, text(value));
            case LOWERED -> lowered(column.sql(), operator, text(value).toLowerCase(Locale.ROOT));
            case FOLDED -> text("lower(" + column.sql() + ")", "lower(?)", operator, text(value));
            case BOOLEAN -> truth(column, operator, value);
            case TIME -> time(column, operator, text(value));
            case ID -> id(column, operator, text(value));
            case LOCATION -> location(column.sql(), operator, text(value), base);
            case OBJECT -> throw senseless(operator, "an object");
        };
    }

    private static Condition text(String left, String right, Operator operator, String value) {
        return switch (operator) {
            case EQ -> Condition.of(left + " = " + right, value);
            case NE -> Condition.of(left + " IS DISTINCT FROM " + right, value);
            case CO -> like(left, right, "%" + escaped(value) + "%");
            case SW -> like(left, right, escaped(value) + "%");
            case EW -> like(left, right, "%" + escaped(value));
            case GT -> Condition.of(ordered(left) + " > " + right, value);
            case GE -> Condition.of(ordered(left) + " >= " + right, value);
            case LT -> Condition.of(ordered(left) + " < " + right, value);
            case LE -> Condition.of(ordered(left) + " <= " + right, value);
        };
    }

    /** By code points, so that the answer does not depend on the database's language. */
    private static String ordered(String left) {
        return left + " COLLATE \"C\"";
    }

    /** What begins with a text is a range, which the column's index knows. */
    private static Condition lowered(String column, Operator operator, String value) {
        return operator == Operator.SW && !value.isEmpty()
                ? Condition.of("(" + column + " >= ? AND " + column + " < ?)", value, value + LAST)
                : text(column, "?", operator, value);
    }

    private static Condition like(String left, String right, String pattern) {
        return Condition.of(left + " LIKE " + right + " ESCAPE '\\'", pattern);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    private static Condition truth(Column column, Operator operator, FilterValue value) {
        boolean truth = switch (text(value).toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ScimFailure.of(ErrorType.INVALID_FILTER, "True and false compare with each other.");
        };
        return switch (operator) {
            case EQ -> Condition.of(column.sql() + " = ?", truth);
            case NE -> Condition.of(column.sql() + " IS DISTINCT FROM ?", truth);
            case CO, SW, EW, GT, GE, LT, LE -> throw senseless(operator, "true and false");
        };
    }

    private static Condition time(Column column, Operator operator, String text) {
        OffsetDateTime time;
        try {
            time = OffsetDateTime.parse(text);
        } catch (DateTimeParseException _) {
            throw ScimFailure.of(ErrorType.INVALID_FILTER, "A time is written as in RFC 3339.");
        }
        // PostgreSQL has no times beyond these, and neither has any resource.
        if (time.getYear() < 1 || time.getYear() > 9_999) {
            throw ScimFailure.of(ErrorType.INVALID_FILTER, "A time is written as in RFC 3339.");
        }
        return switch (operator) {
            case EQ -> Condition.of(column.sql() + " = ?", time);
            case NE -> Condition.of(column.sql() + " <> ?", time);
            case GT -> Condition.of(column.sql() + " > ?", time);
            case GE -> Condition.of(column.sql() + " >= ?", time);
            case LT -> Condition.of(column.sql() + " < ?", time);
            case LE -> Condition.of(column.sql() + " <= ?", time);
            case CO, SW, EW -> throw senseless(operator, "times");
        };
    }

    private static Condition id(Column column, Operator operator, String text) {
        return switch (operator) {
            case EQ ->
                ID.matcher(text).matches()
                        ? Condition.of(column.sql() + " = ?", UUID.fromString(text))
                        : Condition.NEVER;
            case NE ->
                ID.matcher(text).matches()
                        ? Condition.of(column.sql() + " <> ?", UUID.fromString(text))
                        : Condition.ALWAYS;
            case CO, SW, EW, GT, GE, LT, LE -> text(column.sql() + "::text", "?", operator, text);
        };
    }

    private static Condition location(String path, Operator operator, String value, String base) {
        Condition condition = text("(?::text || " + path + ")", "?", operator, value);
        return Condition.of(condition.sql(), base, condition.parameters().getFirst());
    }

    private static String text(FilterValue value) {
        return switch (value) {
            case FilterValue.Text(String text) -> {
                if (!StorableText.isStorable(text)) {
                    throw ScimFailure.of(ErrorType.INVALID_FILTER, "The value has a character that no text has.");
                }
                yield text;
            }
            case FilterValue.Numeric(var number) -> number.toPlainString();
            case FilterValue.Truth(boolean truth) -> Boolean.toString(truth);
            case FilterValue.Nothing() -> "";
        };
    }

    private static ScimFailure senseless(Operator operator, String of) {
        return ScimFailure.of(
                ErrorType.INVALID_FILTER, operator.name().toLowerCase(Locale.ROOT) + " says nothing of " + of + ".");
    }
}
