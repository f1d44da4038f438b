using SyncOps.Lab;

return await Laboratory.Run(args);
