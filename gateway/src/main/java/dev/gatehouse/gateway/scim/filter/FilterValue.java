package dev.gatehouse.gateway.scim.filter;

import java.math.BigDecimal;

/** What a comparison compares with: a JSON value that is no object and no array. */
public sealed interface FilterValue {
    record Text(String text) implements FilterValue {}

    record Numeric(BigDecimal number) implements FilterValue {}

    record Truth(boolean value) implements FilterValue {}

    record Nothing() implements FilterValue {}
}
