package dev.gatehouse.policy;

/** Who somebody that has a word on a request is to those who made it. */
public enum Voter {
    /** A person of whom nothing says that they stand behind the request. */
    ANOTHER,
    /** One of those who made the request, or who stand behind them. */
    REQUESTER,
    /** It cannot be told who has the word, or who stands behind the request. */
    UNKNOWN
}
