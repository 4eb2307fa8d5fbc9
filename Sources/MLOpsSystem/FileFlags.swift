internal import Glibc

/// open(2) flags by what they are for, so that only this module imports the C library's names.
package enum FileFlags {
    package static let createAndWrite = O_WRONLY | O_CREAT
    package static let append = O_WRONLY | O_CREAT | O_APPEND
    package static let readWrite = O_RDWR | O_CREAT
    package static let readAndAppend = O_RDWR | O_CREAT | O_APPEND
    package static let appendExisting = O_RDWR | O_APPEND
}
