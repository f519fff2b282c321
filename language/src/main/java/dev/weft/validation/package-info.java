// SPDX-License-Identifier: Apache-2.0
/** Validation; its function validator is the front end that drives all translators. */
package dev.weft.validation;
