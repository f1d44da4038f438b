namespace SyncOps.Cli.Logs;

/// <summary>A log file cannot be read as one; the message says what is wrong with it and the way out.</summary>
public sealed class LogException : Exception
{
    public LogException()
    {
    }

    public LogException(string message)
        : base(message)
    {
    }

    public LogException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
