package dev.gatehouse.gateway.job;

/** A place in a JSON document, written as a JSON Pointer (RFC 6901). */
public record Pointer(String text) {
    /** The document itself. */
    public static final Pointer ROOT = new Pointer("");

    /** The member or element of that name. */
    public Pointer child(String member) {
        return new Pointer(text + "/" + member.replace("~", "~0").replace("/", "~1"));
    }

    public Pointer child(int index) {
        return child(Integer.toString(index));
    }

    @Override
    public String toString() {
        return text;
    }
}
