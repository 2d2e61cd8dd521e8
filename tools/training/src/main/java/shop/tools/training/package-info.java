/**
 * The training run of an image build: every service is started once, on a real database and a real broker, so that its JVM
 * writes down which classes it loaded and linked. A container then starts from that (JEP 483, JEP 514; ADR 0012).
 */
@NullMarked
package shop.tools.training;

import org.jspecify.annotations.NullMarked;
