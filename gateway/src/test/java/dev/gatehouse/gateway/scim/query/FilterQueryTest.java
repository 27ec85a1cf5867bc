package dev.gatehouse.gateway.scim.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.gateway.scim.protocol.ErrorType;
import dev.gatehouse.gateway.scim.protocol.ScimFailure;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQL of filters; what it finds is {@code FilterDatabaseTest}'s. */
class FilterQueryTest {
    private static final String ACTIVE = "(SELECT s.active FROM subject s WHERE s.tenant = u.tenant AND s.id = u.id)";

    @Test
    void aNameIsComparedByItsLowerCase() {
        assertThat(user("userName eq \"ADA\"")).isEqualTo(Condition.of("u.user_name_lc = ?", "ada"));
        assertThat(user("userName sw \"Ad\""))
                .isEqualTo(Condition.of(
                        "(u.user_name_lc >= ? AND u.user_name_lc < ?)", "ad", "ad" + Character.toString(0x10FFFF)));
        assertThat(group("displayName eq \"Ops\"")).isEqualTo(Condition.of("g.display_name_lc = ?", "ops"));
    }

    @Test
    void anExactAttributeIsComparedAsItIs() {
        assertThat(user("externalId eq \"A-1\"")).isEqualTo(Condition.of("u.external_id = ?", "A-1"));
    }

    @Test
    void whatLikeWouldReadAsAPatternIsEscaped() {
        assertThat(user("externalId co \"50%_\\\\\""))
                .isEqualTo(Condition.of("u.external_id LIKE ? ESCAPE '\\'", "%50\\%\\_\\\\%"));
    }

    @Test
    void whatIsOnlyInTheDocumentIsLookedUpThere() {
        assertThat(user("name.familyName eq \"Byron\""))
                .isEqualTo(Condition.of("lower((u.attributes->'name'->>'familyName')) = lower(?)", "Byron"));
        assertThat(user("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department pr"))
                .isEqualTo(
                        Condition.of(
                                "(u.attributes->'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'->>'department') <> ''"));
    }

    @Test
    void conditionsOnOneValueAreOneExists() {
        assertThat(user("emails[type eq \"work\" and value eq \"A@x\"]"))
                .isEqualTo(Condition.of(
                        "EXISTS (SELECT 1 FROM user_email e WHERE e.tenant = u.tenant AND e.user_id = u.id"
                                + " AND (lower(e.type) = lower(?) AND e.value_lc = ?))",
                        "work",
                        "a@x"));
        assertThat(user("emails.type eq \"work\" and emails eq \"A@x\"").sql()).containsPattern("EXISTS.*EXISTS");
    }

    @Test
    void unknownIsFalseWhereItIsNegated() {
        assertThat(user("not (externalId eq \"1\")"))
                .isEqualTo(Condition.of("NOT COALESCE(u.external_id = ?, false)", "1"));
        assertThat(user("externalId ne \"1\"")).isEqualTo(Condition.of("u.external_id IS DISTINCT FROM ?", "1"));
        assertThat(user("externalId eq null")).isEqualTo(Condition.of("u.external_id IS NULL"));
    }

    @Test
    void idsAndTimesAreBoundAsWhatTheyAre() {
        var id = "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000";

        assertThat(user("id eq \"" + id + "\"")).isEqualTo(Condition.of("u.id = ?", UUID.fromString(id)));
        assertThat(user("id eq \"1\" or id ne \"1\"")).isEqualTo(Condition.of("(false OR true)"));
        assertThat(user("meta.lastModified gt \"2026-01-01T00:00:00Z\""))
                .isEqualTo(Condition.of("u.changed_at > ?", OffsetDateTime.parse("2026-01-01T00:00:00Z")));
        assertThat(group("members.value eq \"" + id + "\"").parameters()).containsExactly(UUID.fromString(id));
    }

    @Test
    void entrasWordsForTrueAreUnderstood() {
        assertThat(user("active eq true")).isEqualTo(Condition.of(ACTIVE + " = ?", true));
        assertThat(user("active eq \"False\"")).isEqualTo(Condition.of(ACTIVE + " = ?", false));
    }

    @Test
    void nothingThatAClientWritesGetsIntoTheText() {
        var attack = user("title eq \"'; DROP TABLE subject; --\" and emails[value co \"')--\"]");

        assertThat(attack.sql()).doesNotContain("DROP", "--");
        assertThat(attack.parameters()).containsExactly("'; DROP TABLE subject; --", "%')--%");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password sw \"S\"",
                "PASSWORD pr",
                "nothing eq 1",
                "name eq \"x\"",
                "name.nothing eq 1",
                "emails[nothing eq 1]",
                "emails[value.x eq 1]",
                "emails[urn:x:value eq 1]",
                "title[value eq 1]",
                "addresses eq \"x\"",
                "meta eq \"x\"",
                "active gt true",
                "active eq \"maybe\"",
                "active eq 1",
                "title gt null",
                "title eq \"a\\u0000\"",
                "title eq \"a\\ud800\"",
                "meta.created eq \"yesterday\"",
                "meta.created eq \"-999999999-01-01T00:00:00Z\"",
                "meta.created co \"2026-01-01T00:00:00Z\"",
                "urn:x:userName eq \"a\"",
                "foo bar",
            })
    void refusesWhatUsersCannotBeFoundBy(String filter) {
        assertThat(refusal(() -> user(filter))).isEqualTo(ErrorType.INVALID_FILTER);
    }

    @Test
    void ordersByWhatItFindsByAndByNothingElse() {
        assertThat(SortOrder.of(Sources.USER, "userName", false)).isEqualTo("u.user_name_lc ASC");
        assertThat(SortOrder.of(Sources.USER, "emails", true))
                .startsWith("(SELECT e.value_lc FROM user_email e")
                .endsWith("LIMIT 1) DESC");
        for (String attribute : new String[] {"password", "nothing", "name", "emails[type pr]", "u.id; --", ""}) {
            assertThat(refusal(() -> SortOrder.of(Sources.USER, attribute, false)))
                    .isEqualTo(ErrorType.INVALID_PATH);
        }
    }

    private static Condition user(String filter) {
        return FilterQuery.of(Sources.USER, "https://g/v2", FilterQuery.parse(filter));
    }

    private static Condition group(String filter) {
        return FilterQuery.of(Sources.GROUP, "https://g/v2", FilterQuery.parse(filter));
    }

    private static ErrorType refusal(Runnable call) {
        return catchThrowableOfType(ScimFailure.class, call::run).type().orElseThrow();
    }
}
