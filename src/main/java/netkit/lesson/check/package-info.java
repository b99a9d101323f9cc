/** The language of {@code checks.lab}: scenarios, bytes, and rules of diagnoses, without sockets. */
package netkit.lesson.check;
