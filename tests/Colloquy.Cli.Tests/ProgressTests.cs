using System.Text;

namespace Colloquy.Cli.Tests;

public sealed class ProgressTests
{
    [Fact]
    public async Task Long_work_shows_how_far_it_is_and_cleans_up_behind_itself()
    {
        using var error = new WatchedWriter("50%");

        var result = await ProgressLine.ShowAsync(TerminalOf(error, isWindow: true), TimeSpan.Zero, async progress =>
        {
            progress.Report(new EntryProgress(50, 100));
            await error.Seen.WaitAsync(TimeSpan.FromSeconds(30));
            return "found";
        });

        Assert.Equal("found", result);
        Assert.Contains("Bringing the index up to date", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_that_keeps_its_thread_to_itself_shows_how_far_it_is_too()
    {
        using var error = new WatchedWriter("50%");

        var seen = await ProgressLine.ShowAsync(TerminalOf(error, isWindow: true), TimeSpan.Zero, progress =>
        {
            progress.Report(new EntryProgress(50, 100));
            return Task.FromResult(SpinWait.SpinUntil(() => error.Seen.IsCompleted, TimeSpan.FromSeconds(30)));
        });

        Assert.True(seen);
    }

    [Fact]
    public async Task Quick_work_shows_nothing()
    {
        using var error = new StringWriter();

        await ProgressLine.ShowAsync(TerminalOf(error, isWindow: true), TimeSpan.FromSeconds(30), _ => Task.FromResult(1));

        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task In_a_pipe_nothing_is_shown_however_long_it_takes()
    {
        using var error = new StringWriter();
        var work = new TaskCompletionSource<int>();

        var running = ProgressLine.ShowAsync(TerminalOf(error, isWindow: false), TimeSpan.Zero, progress =>
        {
            progress.Report(new EntryProgress(50, 100));
            return work.Task;
        });
        work.SetResult(1);

        await running;
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task Work_that_fails_says_why()
    {
        using var error = new WatchedWriter("50%");

        await Assert.ThrowsAsync<InvalidDataException>(() => ProgressLine.ShowAsync<int>(TerminalOf(error, isWindow: true), TimeSpan.Zero, async progress =>
        {
            progress.Report(new EntryProgress(50, 100));
            await error.Seen.WaitAsync(TimeSpan.FromSeconds(30));
            throw new InvalidDataException();
        }));
    }

    private static Terminal TerminalOf(TextWriter error, bool isWindow) =>
        new() { Input = TextReader.Null, Output = TextWriter.Null, Error = error, IsErrorWindow = isWindow };
}
