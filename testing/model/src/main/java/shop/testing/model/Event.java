package shop.testing.model;

/**
 * A row of an outbox, and each record that it becomes.
 *
 * @param id rises in the order of the commits
 * @param order the aggregate: the order that this press made
 * @param body an event of {@code schemas}
 */
record Event(int id, Topic topic, Press order, Object body) {

    @Override
    public String toString() {
        return body.getClass().getSimpleName() + " of " + order;
    }
}
