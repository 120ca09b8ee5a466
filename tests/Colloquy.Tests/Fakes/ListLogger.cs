using Microsoft.Extensions.Logging;

namespace Colloquy.Tests;

/// <summary>Keeps what was logged, under any category.</summary>
public sealed class ListLogger : ILogger, ILoggerFactory
{
    public List<string> Lines { get; } = [];

    public List<Exception> Exceptions { get; } = [];

    /// <summary>Whether a line has the text.</summary>
    public bool Any(string text)
    {
        lock (Lines)
            return Lines.Exists(line => line.Contains(text, StringComparison.Ordinal));
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("This logger keeps lines for a test and passes them to no provider.");

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Lines)
        {
            if (exception is not null)
                Exceptions.Add(exception);
            Lines.Add($"{logLevel}: {formatter(state, exception)}");
        }
    }
}
