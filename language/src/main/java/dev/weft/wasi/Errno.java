// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/**
 * The error numbers of WASI preview 1 ({@code errno} in its witx description); the ordinal is the
 * number. Also the one place where Java's exceptions become error numbers.
 */
enum Errno {
  SUCCESS,
  TOO_BIG,
  ACCES,
  ADDRINUSE,
  ADDRNOTAVAIL,
  AFNOSUPPORT,
  AGAIN,
  ALREADY,
  BADF,
  BADMSG,
  BUSY,
  CANCELED,
  CHILD,
  CONNABORTED,
  CONNREFUSED,
  CONNRESET,
  DEADLK,
  DESTADDRREQ,
  DOM,
  DQUOT,
  EXIST,
  FAULT,
  FBIG,
  HOSTUNREACH,
  IDRM,
  ILSEQ,
  INPROGRESS,
  INTR,
  INVAL,
  IO,
  ISCONN,
  ISDIR,
  LOOP,
  MFILE,
  MLINK,
  MSGSIZE,
  MULTIHOP,
  NAMETOOLONG,
  NETDOWN,
  NETRESET,
  NETUNREACH,
  NFILE,
  NOBUFS,
  NODEV,
  NOENT,
  NOEXEC,
  NOLCK,
  NOLINK,
  NOMEM,
  NOMSG,
  NOPROTOOPT,
  NOSPC,
  NOSYS,
  NOTCONN,
  NOTDIR,
  NOTEMPTY,
  NOTRECOVERABLE,
  NOTSOCK,
  NOTSUP,
  NOTTY,
  NXIO,
  OVERFLOW,
  OWNERDEAD,
  PERM,
  PIPE,
  PROTO,
  PROTONOSUPPORT,
  PROTOTYPE,
  RANGE,
  ROFS,
  SPIPE,
  SRCH,
  STALE,
  TIMEDOUT,
  TXTBSY,
  XDEV,
  NOTCAPABLE;

  private final WasiException exception = new WasiException(this);

  /** The number as the guest sees it. */
  int code() {
    return ordinal();
  }

  /** The exception that makes the running WASI function return this number; always the same one. */
  WasiException exception() {
    return exception;
  }

  /**
   * The number for an exception of the Java file and stream API.
   *
   * @return null if the exception is no failure of input or output and must not be hidden
   */
  static Errno of(Throwable t) {
    if (t instanceof WasiException e) {
      return e.errno(); // nearly every guest provokes one at its start, so without the switch
    }
    return switch (t) {
      case NoSuchFileException e -> NOENT;
      case FileNotFoundException e -> NOENT;
      case FileAlreadyExistsException e -> EXIST;
      case DirectoryNotEmptyException e -> NOTEMPTY;
      case AccessDeniedException e -> ACCES;
      case NotDirectoryException e -> NOTDIR;
      case NotLinkException e -> INVAL;
      case FileSystemLoopException e -> LOOP;
      case AtomicMoveNotSupportedException e -> XDEV;
      case FileSystemException e -> ofReason(e.getReason());
      case DirectoryIteratorException e -> of(e.getCause());
      case IOException e -> ofReason(e.getMessage());
      case ReadOnlyFileSystemException e -> ROFS;
      case NonReadableChannelException e -> BADF;
      case NonWritableChannelException e -> BADF;
      case InvalidPathException e -> ILSEQ;
      case UnsupportedOperationException e -> NOTSUP;
      case SecurityException e -> ACCES;
      case IllegalArgumentException e -> INVAL;
      default -> null;
    };
  }

  /** The text of the C library's strerror, which is all that Java keeps of the host's number. */
  private static final Object[][] REASONS = {
    {"no such file", NOENT},
    {"file exists", EXIST},
    {"permission denied", ACCES},
    {"operation not permitted", PERM},
    {"is a directory", ISDIR},
    {"not a directory", NOTDIR},
    {"directory not empty", NOTEMPTY},
    {"too many levels of symbolic links", LOOP},
    {"too many links", MLINK},
    {"too many open files in system", NFILE},
    {"too many open files", MFILE},
    {"file name too long", NAMETOOLONG},
    {"no space left", NOSPC},
    {"not enough space", NOSPC},
    {"quota", DQUOT},
    {"read-only file system", ROFS},
    {"cross-device", XDEV},
    {"text file busy", TXTBSY},
    {"file too large", FBIG},
    {"device or resource busy", BUSY},
    {"no such device or address", NXIO},
    {"no such device", NODEV},
    {"invalid argument", INVAL},
    {"illegal seek", SPIPE},
    {"broken pipe", PIPE},
    {"pipe closed", PIPE},
    {"pipe broken", PIPE},
    {"pipe is being closed", PIPE},
    {"read end dead", PIPE},
    {"resource temporarily unavailable", AGAIN},
    {"operation not supported", NOTSUP},
    {"cannot allocate memory", NOMEM},
    {"stale", STALE},
  };

  private static Errno ofReason(String reason) {
    if (reason != null) {
      String text = reason.toLowerCase(Locale.ROOT);
      for (Object[] known : REASONS) {
        if (text.contains((String) known[0])) {
          return (Errno) known[1];
        }
      }
    }
    return IO;
  }
}
