package dev.gatehouse.gateway.scim.filter;

import java.util.List;

/** A filter expression (RFC 7644, section 3.4.2.2). Chains of one operator are one list, so only brackets nest. */
public sealed interface Filter {
    /** All of them. */
    record And(List<Filter> terms) implements Filter {
        public And {
            terms = List.copyOf(terms);
        }
    }

    /** At least one of them. */
    record Or(List<Filter> terms) implements Filter {
        public Or {
            terms = List.copyOf(terms);
        }
    }

    record Not(Filter term) implements Filter {}

    /** The attribute has a value that is not empty. */
    record Present(AttributePath path) implements Filter {}

    record Comparison(AttributePath path, Operator operator, FilterValue value) implements Filter {}

    /** One and the same value of a multi-valued attribute matches; paths in the filter are its sub-attributes. */
    record OneValue(AttributePath path, Filter filter) implements Filter {}
}
