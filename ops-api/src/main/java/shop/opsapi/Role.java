package shop.opsapi;

/** What an operator may do. Who has any role is a viewer too; otherwise no role includes another. */
public enum Role {
    /** Sees states, counts and times, and no payload. */
    VIEWER,
    /** Sees payloads, which hold personal data; each look is audited. */
    READER,
    /** Plans, runs, pauses and verifies. */
    OPERATOR,
    /** Edits, discards, erases, swaps and takes back. */
    APPROVER
}
