package dev.gatehouse.worker;

/**
 * How single characters are written for the sake of what surrounds them. Each reads whatever the encoders of its kind
 * write, also where they differ in which characters they encode and in the case of digits.
 */
enum Spelling {
    /** As it is. */
    PLAIN(0) {
        @Override
        int escape(byte[] text, int at, int end) {
            return NONE;
        }
    },
    /** Escapes with a backslash: JSON, double quotes and {@code $'…'} of shells, and their {@code printf %q}. */
    BACKSLASH(Spelling.SEES_BACKSLASH) {
        @Override
        int escape(byte[] text, int at, int end) {
            return BackslashEscape.read(text, at, end, false);
        }
    },
    /** The same of Python's and JavaScript's strings, where {@code \xHH} is a character of Latin-1. */
    LATIN(Spelling.SEES_BACKSLASH) {
        @Override
        int escape(byte[] text, int at, int end) {
            return BackslashEscape.read(text, at, end, true);
        }
    },
    /** Percent-encoding (RFC 3986, section 2.1). */
    PERCENT(Spelling.SEES_PERCENT) {
        @Override
        int escape(byte[] text, int at, int end) {
            return text[at] == '%' ? percent(text, at, end) : NONE;
        }
    },
    /** The same of forms, where a space is a plus. */
    FORM(Spelling.SEES_PERCENT | Spelling.SEES_PLUS) {
        @Override
        int escape(byte[] text, int at, int end) {
            return text[at] == '+' ? of(' ', 1) : PERCENT.escape(text, at, end);
        }
    },
    /** A single quote inside single quotes of a shell: {@code '\''} or {@code '"'"'}. */
    QUOTED(Spelling.SEES_QUOTE) {
        @Override
        int escape(byte[] text, int at, int end) {
            if (text[at] != '\'') {
                return NONE;
            }
            int backslash = quote(text, at, end, "'\\''");
            return backslash == NONE ? quote(text, at, end, "'\"'\"'") : backslash;
        }
    };

    /** No escape begins here. */
    static final int NONE = 0;
    /** Whether one begins here only what follows can tell. */
    static final int CUT = -1;
    /** Other characters stand where hexadecimal digits should. */
    static final int NOT_HEX = -2;

    static final int SEES_BREAK = 1;
    static final int SEES_BACKSLASH = 2;
    static final int SEES_PERCENT = 4;
    static final int SEES_PLUS = 8;
    static final int SEES_QUOTE = 16;

    private static final byte[] KINDS = new byte[256];

    static {
        KINDS['\n'] = SEES_BREAK;
        KINDS['\r'] = SEES_BREAK;
        KINDS['\\'] = SEES_BACKSLASH;
        KINDS['%'] = SEES_PERCENT;
        KINDS['+'] = SEES_PLUS;
        KINDS['\''] = SEES_QUOTE;
    }

    private static final int CODE_POINT = 1 << 21;
    private static final int LENGTH = 24;

    private final int sees;

    Spelling(int sees) {
        this.sees = sees;
    }

    /**
     * The escape that begins here, for {@link #length}, {@link #value} and {@link #isCodePoint}; or {@link #NONE} or
     * {@link #CUT}.
     */
    abstract int escape(byte[] text, int at, int end);

    /** Whether an escape of this spelling may begin with a byte of one of these kinds. */
    boolean sees(int kinds) {
        return (sees & kinds) != 0;
    }

    /** What a byte may begin. */
    static int kind(byte symbol) {
        return KINDS[symbol & 0xff];
    }

    /** What any of the eight bytes may begin. */
    static int kinds(byte[] text, int at) {
        return KINDS[text[at] & 0xff]
                | KINDS[text[at + 1] & 0xff]
                | KINDS[text[at + 2] & 0xff]
                | KINDS[text[at + 3] & 0xff]
                | KINDS[text[at + 4] & 0xff]
                | KINDS[text[at + 5] & 0xff]
                | KINDS[text[at + 6] & 0xff]
                | KINDS[text[at + 7] & 0xff];
    }

    static int length(int escape) {
        return escape >>> LENGTH;
    }

    static int value(int escape) {
        return escape & (CODE_POINT - 1);
    }

    /** Whether the value is a character beyond ASCII and not a byte. */
    static boolean isCodePoint(int escape) {
        return (escape & CODE_POINT) != 0;
    }

    static int of(int value, int length) {
        return (length << LENGTH) | value;
    }

    static int ofCodePoint(int codePoint, int length) {
        return of(codePoint < 0x80 ? codePoint : codePoint | CODE_POINT, length);
    }

    /** So many hexadecimal digits as a number, or {@link #NOT_HEX}, or {@link #CUT}. */
    static int hex(byte[] text, int at, int end, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            if (i == end) {
                return CUT;
            }
            int digit = HexReading.digit(text[i]);
            if (digit < 0) {
                return NOT_HEX;
            }
            number = (number << 4) | digit;
        }
        return number;
    }

    private static int percent(byte[] text, int at, int end) {
        int number = hex(text, at + 1, end, 2);
        return switch (number) {
            case CUT -> CUT;
            case NOT_HEX -> NONE;
            default -> of(number, 3);
        };
    }

    private static int quote(byte[] text, int at, int end, String written) {
        for (int i = 0; i < written.length(); i++) {
            if (at + i == end) {
                return CUT;
            }
            if (text[at + i] != written.charAt(i)) {
                return NONE;
            }
        }
        return of('\'', written.length());
    }
}
