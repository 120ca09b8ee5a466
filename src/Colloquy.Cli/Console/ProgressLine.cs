using Colloquy.Import;
using Colloquy.Sqlite;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Shows on standard error how far long work has come, while it lasts; nothing in a pipe.</summary>
internal static class ProgressLine
{
    // Work that is over before anybody has wondered needs no bar.
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Brings the search index up to date, and shows how far it is when it lasts longer than patience.</summary>
    public static Task<T> ShowAsync<T>(Terminal terminal, TimeSpan patience, Func<IProgress<EntryProgress>, Task<T>> work) =>
        ShowAsync(terminal, patience, "Bringing the index up to date", work);

    /// <summary>Writes or reads a document, and shows how far it is when it lasts longer than patience.</summary>
    public static Task<T> ShowAsync<T>(Terminal terminal, TimeSpan patience, string what, Func<IProgress<EntryProgress>, Task<T>> work) =>
        ShowLatestAsync(terminal, patience, what, latest => work(latest));

    /// <summary>Copies a store, and shows how far it is when it lasts longer than patience.</summary>
    public static Task<T> ShowAsync<T>(Terminal terminal, TimeSpan patience, string what, Func<IProgress<SqliteBackupProgress>, Task<T>> work) =>
        ShowLatestAsync(terminal, patience, what, latest => work(latest));

    /// <summary>Imports conversations, and shows how far it is when it lasts longer than patience.</summary>
    public static Task<T> ShowAsync<T>(Terminal terminal, TimeSpan patience, string what, Func<IProgress<ImportProgress>, Task<T>> work) =>
        ShowLatestAsync(terminal, patience, what, latest => work(latest));

    private static async Task<T> ShowLatestAsync<T>(Terminal terminal, TimeSpan patience, string what, Func<Latest, Task<T>> work)
    {
        var latest = new Latest();
        if (!terminal.IsErrorWindow)
            return await work(latest).ConfigureAwait(false);

        // SQLite's work never waits for anything, and would hold up the bar.
        var running = Task.Run(() => work(latest));
        await Task.WhenAny(running, Task.Delay(patience)).ConfigureAwait(false);
        if (!running.IsCompleted)
        {
            await terminal.CreateErrorConsole().Progress().AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
                .StartAsync(async context =>
                {
                    var bar = context.AddTask(what);
                    while (!running.IsCompleted)
                    {
                        bar.MaxValue = Math.Max(latest.Value.Total, 1);
                        bar.Value = latest.Value.Done;
                        await Task.WhenAny(running, Task.Delay(Refresh)).ConfigureAwait(false);
                    }
                }).ConfigureAwait(false);
        }

        return await running.ConfigureAwait(false);
    }

    /// <summary>Keeps what was reported last, at once and on the thread that reports it.</summary>
    private sealed class Latest : IProgress<EntryProgress>, IProgress<SqliteBackupProgress>, IProgress<ImportProgress>
    {
        private readonly Lock _gate = new();

        public (long Done, long Total) Value
        {
            get
            {
                lock (_gate)
                    return field;
            }

            private set
            {
                lock (_gate)
                    field = value;
            }
        }

        public void Report(EntryProgress value) => Value = (value.Entries, value.Total);

        public void Report(SqliteBackupProgress value) => Value = (value.Pages, value.Total);

        public void Report(ImportProgress value) => Value = (value.Done, value.Total);
    }
}
