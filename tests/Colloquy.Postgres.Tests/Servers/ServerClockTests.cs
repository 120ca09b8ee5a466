using System.Diagnostics;

namespace Colloquy.Postgres.Tests;

/// <summary>The server's time, as answers bring it.</summary>
public sealed class ServerClockTests
{
    private const long Noon = 1_750_000_000_000_000;
    private const long Hour = 3_600_000_000;

    [Fact]
    public void An_answer_that_took_longer_does_not_set_the_time_back()
    {
        var clock = new ServerClock(own: null);
        clock.Note(Noon, ServerClock.Timestamp);
        var known = clock.Now;

        clock.Note(Noon - 50_000, ServerClock.Timestamp - (Stopwatch.Frequency / 10));

        Assert.True(clock.Now >= known);
    }

    [Theory]
    [InlineData(-Hour)]
    [InlineData(Hour)]
    public void The_time_of_a_server_whose_clock_was_set_is_taken(long change)
    {
        var clock = new ServerClock(own: null);
        clock.Note(Noon, ServerClock.Timestamp);

        clock.Note(Noon + change, ServerClock.Timestamp);

        Assert.Equal(DateTimeOffset.UnixEpoch.AddMicroseconds(Noon + change), clock.Now, TimeSpan.FromSeconds(30));
    }
}
