using SQLitePCL;
using Xunit;

namespace Colloquy.Sqlite.Tests;

/// <summary>SQLite's codes say whether a call may succeed when it is made again.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData(raw.SQLITE_BUSY, true)]
    [InlineData(raw.SQLITE_BUSY | (2 << 8), true)]
    [InlineData(raw.SQLITE_LOCKED, true)]
    [InlineData(raw.SQLITE_PROTOCOL, true)]
    [InlineData(raw.SQLITE_NOMEM, true)]
    [InlineData(raw.SQLITE_INTERRUPT, true)]
    [InlineData(raw.SQLITE_SCHEMA, true)]
    [InlineData(raw.SQLITE_FULL, false)]
    [InlineData(raw.SQLITE_CORRUPT, false)]
    [InlineData(raw.SQLITE_NOTADB, false)]
    [InlineData(raw.SQLITE_READONLY, false)]
    [InlineData(raw.SQLITE_PERM, false)]
    [InlineData(raw.SQLITE_CANTOPEN, false)]
    [InlineData(raw.SQLITE_IOERR, false)]
    [InlineData(raw.SQLITE_MISUSE, false)]
    public void A_failure_of_SQLite_says_whether_it_passes(int code, bool isTransient) =>
        Assert.Equal(isTransient, SqliteFailure.From(code, "what SQLite says", "desk.db").IsTransient);
}
