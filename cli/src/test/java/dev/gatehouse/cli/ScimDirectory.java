package dev.gatehouse.cli;

import java.sql.SQLException;

/**
 * Users and groups of one SCIM client, written straight into an installation's database by its owner. Their ids follow
 * from their numbers.
 */
final class ScimDirectory {
    private static final String USER = "('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid";
    private static final String GROUP = "('00000000-0000-7000-9000-' || lpad(to_hex(%s), 12, '0'))::uuid";

    /** The first group: it has half of the users. */
    static final int LARGE = 0;

    private ScimDirectory() {}

    static String user(int number) {
        return "00000000-0000-7000-8000-%012x".formatted(number);
    }

    static String group(int number) {
        return "00000000-0000-7000-9000-%012x".formatted(number);
    }

    static String userName(int number) {
        return "user" + number + "@example.org";
    }

    static String externalId(int number) {
        return "external-" + number;
    }

    /**
     * Users from one number to another, and groups up to a number: each user is in one group, and half of all in a large
     * one besides.
     */
    static void grow(Installation installation, String client, int from, int to, int groups) throws SQLException {
        String each =
                " FROM scim_client c, generate_series(%d, %d) AS i WHERE c.name = '%s'".formatted(from, to - 1, client);
        String groupOfUser = GROUP.formatted("i % " + (groups - 1) + " + 1");
        FinishedExecutions.run(
                installation,
                "INSERT INTO subject (tenant, id, kind, name) SELECT c.tenant, " + USER
                        + ", 'user', 'user' || i || '@example.org'" + each,
                """
                INSERT INTO directory_user (tenant, id, client_id, user_name, user_name_lc, external_id, display_name,
                                            attributes)
                SELECT c.tenant, %s, c.id, 'user' || i || '@example.org', 'user' || i || '@example.org', 'external-' || i,
                       'User ' || i, jsonb_build_object('title', 'Engineer', 'name',
                       jsonb_build_object('givenName', 'User', 'familyName', i::text), 'emails', jsonb_build_array(
                       jsonb_build_object('type', 'work', 'primary', true, 'value', 'user' || i || '@example.org')))""".formatted(USER) + each,
                """
                INSERT INTO user_email (tenant, user_id, position, value, value_lc, type, is_primary)
                SELECT c.tenant, %s, 0, 'user' || i || '@example.org', 'user' || i || '@example.org', 'work', true""".formatted(USER) + each,
                """
                INSERT INTO directory_group (tenant, id, source, client_id, display_name, display_name_lc)
                SELECT c.tenant, %s, 'scim', c.id, 'Group ' || i, 'group ' || i
                  FROM scim_client c, generate_series(0, %d) AS i WHERE c.name = '%s' ON CONFLICT DO NOTHING""".formatted(GROUP.formatted("i"), groups - 1, client),
                "INSERT INTO membership (tenant, group_id, user_id, provenance) SELECT c.tenant, " + groupOfUser + ", "
                        + USER + ", 'scim:' || c.id" + each,
                """
                INSERT INTO membership (tenant, group_id, user_id, provenance)
                SELECT c.tenant, %s, %s, 'scim:' || c.id
                  FROM scim_client c, generate_series(0, %d) AS i WHERE c.name = '%s' ON CONFLICT DO NOTHING""".formatted(GROUP.formatted(LARGE), USER, to / 2 - 1, client),
                "VACUUM ANALYZE subject, directory_user, user_email, directory_group, membership");
    }
}
