package dev.gatehouse.gateway.scim.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Locale;

/**
 * A condition that one index answers and no other can, so that no plan reads more.
 *
 * @param sql whose last parameter is the value, and whose others are the tenant
 * @param lowered whether the index has the value's lower-case form
 */
record Key(String sql, boolean lowered) {
    static Key lowered(String sql) {
        return new Key(sql, true);
    }

    static Key exact(String sql) {
        return new Key(sql, false);
    }

    Condition of(String tenant, String value) {
        int others = (int) sql.chars().filter(each -> each == '?').count() - 1;
        var parameters = new ArrayList<Object>(Collections.nCopies(others, tenant));
        parameters.add(lowered ? value.toLowerCase(Locale.ROOT) : value);
        return new Condition(sql, parameters);
    }
}
