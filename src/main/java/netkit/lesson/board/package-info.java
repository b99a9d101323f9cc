/** The class on one page: what each student's netkit reports, and what of it the page shows. No socket, no clock. */
package netkit.lesson.board;
