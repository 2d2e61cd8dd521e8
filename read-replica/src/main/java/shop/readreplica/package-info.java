/**
 * Reads from a streaming replica that are never older than what anybody was shown before.
 *
 * <p>A read may go to the replica once the replica has replayed the primary's log up to a place that was looked up after the
 * read had arrived (the read index of Raft). Whatever else happens - the replica lags, is gone, hangs, was promoted, is
 * another cluster - the primary answers and a metric says why.
 *
 * <p><b>Invariant:</b> nothing is decided from a replica. It answers questions of people; what a service writes depends on what
 * the primary says.
 *
 * <p>A service hands its query to {@link shop.readreplica.ReplicaReads}. Owns no table and no topic, and knows no table. Without
 * {@code shop.replica.url} nothing of this exists.
 * Source: ADR 0011; D. Ongaro, Consensus: Bridging Theory and Practice, section 6.4.
 */
@NullMarked
package shop.readreplica;

import org.jspecify.annotations.NullMarked;
