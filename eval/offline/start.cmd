@echo off
rem Starts the outcome classifier. Everything it needs lies in this folder; nothing is fetched.
setlocal DisableDelayedExpansion
title Outcome classifier
set "PYTHON=%~dp0program\python\python.exe"
set "HF_HUB_OFFLINE=1"
set "PIP_NO_INDEX=1"
if not exist "%PYTHON%" goto missing
if not exist "%~dp0program\packages\classifier\__main__.py" goto missing
echo The program starts; your browser opens in a moment. Leave this window open.
"%PYTHON%" -m classifier home %*
rem A program that breaks ends with a number below 0, which "if errorlevel" passes over.
if not "%ERRORLEVEL%"=="0" goto failed
exit /b 0

:missing
echo The folder "program" is missing beside this file, or not whole.
echo If this is a zip: close it, press the right mouse button on it, choose "Extract All",
echo and start again from the new folder.
echo.
pause
exit /b 1

:failed
echo.
echo The program has ended. What happened stands above.
echo.
pause
exit /b 1
