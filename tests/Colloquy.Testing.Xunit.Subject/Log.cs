namespace Subject;

/// <summary>Writes lines to the file that the variable SUBJECT_LOG names, for what a result does not show.</summary>
internal static class Log
{
    private static readonly Lock s_lock = new();

    public static void Write(string line)
    {
        if (Environment.GetEnvironmentVariable("SUBJECT_LOG") is not { } path)
            return;
        lock (s_lock)
            File.AppendAllLines(path, [line]);
    }
}
